// Milestones and sub-issues through the engine, on the emulator of GitHub.
import { expect, test } from 'vitest'
import { openStageSync } from '../../../../test/support/sync/stage-sync.ts'
import { openTestStore } from '../../../../test/support/workspace.ts'
import { numberOf } from '../../../integrations/src/connectors/github/items.ts'
import { githubTokens, openGitHubStage } from '../../../integrations/src/testing/github-stage.ts'

test('milestones of one name are one, whenever they were made, and what lies below what is the same', async () => {
  const [store, github] = [await openTestStore(), await openGitHubStage()]
  try {
    const s = await openStageSync(store, github)
    const ask = async (method: string, path: string, body?: object) =>
      (await github.emulator.ask(githubTokens.ours, method, `/repos/acme-dev/shop${path}`, body)).body as {
        number: number
        title: string
        milestone: { title: string } | null
      }
    const milestone = async (name: string) =>
      (await s.w.run('milestone.create', { projectId: s.projectId, name })).result.id
    await s.map([
      { theirs: 'title', ours: 'title' },
      { theirs: 'milestone', ours: 'milestoneId' },
      { theirs: 'parent', ours: 'parentId' },
    ])
    await s.sync()

    // Made there first, after the mapping; written otherwise here.
    const { number: beta } = await ask('POST', '/milestones', { title: 'Beta' })
    const early = await ask('POST', '/issues', { title: 'early', milestone: beta })
    await s.sync()
    expect([(await s.task('early'))['milestoneId'], await s.left()]).toEqual([null, { milestone: ['Beta'] }])
    const ours = await milestone('beta')
    await ask('PATCH', `/issues/${early.number}`, { title: 'early on' })
    await s.sync()
    expect([(await s.task('early on'))['milestoneId'], await s.left()]).toEqual([ours, {}])

    // Made here first: it is made there with the first task that needs it, once.
    const launch = await milestone('Launch')
    const parentId = await s.w.task(s.projectId, { title: 'epic', milestoneId: launch })
    await s.w.task(s.projectId, { title: 'part', milestoneId: launch, parentId })
    await s.sync()
    const titles = (await ask('GET', '/milestones?state=all')) as unknown as { title: string }[]
    expect(titles.map(({ title }) => title).sort()).toEqual(['Beta', 'Launch'])
    const { id: epic } = await s.place('epic')
    expect(await s.there('part')).toMatchObject({ milestone: 'Launch', parent: epic })

    // Moved there.
    const part = await s.place('part')
    await ask('PATCH', `/issues/${numberOf(part)}`, { milestone: beta })
    const below = await github.provider.create('below', '')
    await github.open().update(below, github.containerId, { parent: part.id })
    await github.provider.edit(below, { title: 'below it' })
    await s.sync()
    expect((await s.task('part'))['milestoneId']).toBe(ours)
    expect((await s.task('below it'))['parentId']).toBe((await s.task('part')).id)

    // And taken away here.
    await s.w.run('task.update', { id: (await s.task('part')).id, milestoneId: null, parentId: null })
    await s.sync()
    expect(await s.there('part')).toMatchObject({ milestone: null, parent: null })
    expect(await s.waiting()).toEqual([])
    await s.sync()
    expect(await s.task('part')).toMatchObject({ milestoneId: null, parentId: null })
  } finally {
    await Promise.all([store.close(), github.close()])
  }
})
