import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Command, newId, PlaybookManifest } from '@orchestrator/domain'
import { installedPlaybooks, putBundle } from '@orchestrator/store'
import { buildBundle } from '@orchestrator/worker'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import {
  createPlaybookFolder,
  type PlaybookFolder,
  playbookText,
} from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { openStage, type Stage } from '../../packages/worker/src/playbooks/testing/stage.ts'
import { testHome } from '../support/compiled.ts'
import { createTestDatabase, createTestNamespace } from '../support/index.ts'

let folder: PlaybookFolder
let team: PlaybookFolder
let stage: Stage

const text = (id: string, result: string) =>
  playbookText(id, `return '${result}'`, { when: `on('task.created', { if: (e) => e.task.title.eq('${id}') })` })

beforeAll(async () => {
  folder = await createPlaybookFolder({
    'a/one/playbook.ts': text('one', 'one, first'),
    'a/two/playbook.ts': text('two', 'two, first'),
  })
  team = await createPlaybookFolder({ 'x/theirs/playbook.ts': text('theirs', 'theirs') })
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()])
  stage = await openStage({ compiledIn: testHome, database, temporal, folder: folder.path })
})
afterAll(async () => {
  await stage?.close()
  await Promise.all([folder?.remove(), team?.remove()])
})

const resultOf = async (id: string, seen: number): Promise<unknown> => {
  await stage.createTask(id)
  await stage.runs(id, seen)
  return (await stage.ended(id)).run.result
}
const installed = () => installedPlaybooks(stage.store, stage.workspaceId)
const bundlesOf = async () => new Map((await installed()).map(({ name, bundleHash }) => [name, bundleHash]))
const told = () =>
  stage.logs.flatMap(({ msg }) => (String(msg).startsWith('deployed ') ? [String(msg).replace(/ \(\d.*/, '')] : []))
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 100 })

it('one that is broken stays on its version before, and holds up no other', async () => {
  expect(await resultOf('one', 1)).toBe('one, first')
  const before = await bundlesOf()
  await folder.write({
    'a/one/playbook.ts': text('one', 'one, second'),
    'a/two/playbook.ts': 'export default nothing at all',
    'a/new/playbook.ts': text('new', 'new'),
  })
  await eventually(async () => {
    const now = await bundlesOf()
    expect([...now.keys()].sort()).toEqual(['new', 'one', 'two'])
    expect(now.get('one')).not.toBe(before.get('one'))
    expect(now.get('two')).toBe(before.get('two'))
  })
  expect(await resultOf('one', 2)).toBe('one, second')
  expect(await resultOf('two', 1)).toBe('two, first')
  expect(stage.logs.map(({ msg }) => msg)).toContain('not deployed: two; the version before stays, if there was one')
  await folder.write({ 'a/two/playbook.ts': text('two', 'two, second') })
  await eventually(async () => expect(new Set((await bundlesOf()).values()).size).toBe(1))
  expect(await resultOf('two', 2)).toBe('two, second')
  // Who saved one is told of that one.
  await eventually(async () =>
    expect(told()).toEqual(['deployed one, two', 'deployed new, one', 'deployed two; 2 as before']),
  )
})

it('what a team deploys over the API is served beside the folder, which neither removes nor replaces it', async () => {
  const bundle = await buildBundle({ folder: team.path })
  const { store, workspaceId, principal } = stage
  await putBundle(store, workspaceId, {
    ...{ hash: bundle.hash, manifest: bundle.manifest, isolate: Buffer.from(bundle.isolate), steps: null },
  })
  const playbooks = bundle.manifest.playbooks.map(({ folder, manifest }) =>
    PlaybookManifest.parse({ ...manifest, folder }),
  )
  const data = { bundleHash: bundle.hash, playbooks, source: 'team' }
  await store.execute(principal, [{ id: newId(), type: 'playbook.deploy', data } as Command])
  expect(await resultOf('theirs', 1)).toBe('theirs')
  // One of the same name in the folder does not take its place, and the others of the folder are deployed.
  await folder.write({ 'a/theirs/playbook.ts': text('theirs', 'ours'), 'a/one/playbook.ts': text('one', 'one, third') })
  await rm(join(folder.path, 'a', 'new'), { recursive: true })
  await eventually(async () => {
    const sources = (await installed()).map(({ name, source }) => `${source}/${name}`).sort()
    expect(sources).toEqual(['folder/one', 'folder/two', 'team/theirs'])
    expect((await bundlesOf()).get('theirs')).toBe(bundle.hash)
    expect(stage.logs.map(({ playbook }) => playbook)).toContain('theirs')
  })
  expect(await resultOf('one', 3)).toBe('one, third')
  expect(await resultOf('theirs', 2)).toBe('theirs')
  await eventually(async () => expect(told().join('\n')).toContain('new (removed)'))
})
