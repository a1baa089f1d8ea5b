import { hashOfBundle } from '@orchestrator/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

const entry = (id: string, more: { code?: string; triggers?: object[]; scopes?: string[] } = {}) => ({
  folder: `ops/${id}`,
  manifest: {
    id,
    title: null,
    triggers: more.triggers ?? [{ kind: 'event', eventTypes: ['task.created'], if: null }],
    scopes: more.scopes ?? null,
    steps: null,
  },
  code: more.code ?? 'one',
})

function bundleOf(playbooks: readonly object[], isolate = 'module.exports = {}') {
  const manifest = JSON.stringify({ engine: 'test', playbooks })
  const parts = { manifest, isolate, steps: null }
  return { bundleHash: hashOfBundle({ ...parts, engine: 'test' }), bundle: parts }
}

const deploy = ({ call }: TestWorkspace, source: string, bundle: object) =>
  call('POST', '/v1/deployments', { source, ...bundle })
const changes = (answer: { body: { changes: { playbook: string; change: string }[] } }) =>
  answer.body.changes.map(({ playbook, change }) => `${playbook} ${change}`)
const inForce = async ({ call }: TestWorkspace) =>
  (await call('GET', '/v1/playbooks')).body.items.map(
    ({ name, source, bundleHash }: Record<string, string>) => `${source}/${name}@${bundleHash?.slice(0, 6)}`,
  )

describe('deployments', () => {
  it('replace what their source had, at once; a plan says the same beforehand and changes nothing', async () => {
    const w = await api.workspace()
    const first = bundleOf([entry('one'), entry('two')])
    expect(changes(await deploy(w, 'team', first))).toEqual(['one new', 'two new'])
    const listening = [{ kind: 'webhook', path: 'in', verify: 'none', body: null, if: null }]
    const playbooks = [entry('one'), entry('three', { triggers: listening })]
    const plan = await w.call('POST', '/v1/deployments/plan', {
      source: 'team',
      manifest: { engine: 'test', playbooks },
    })
    expect(plan.body.changes).toMatchObject([
      { playbook: 'one', change: 'unchanged' },
      { playbook: 'three', change: 'new', triggers: { added: ['webhook in (none)'] } },
      { playbook: 'two', change: 'removed', triggers: { removed: ['task.created'] } },
    ])
    expect(await inForce(w)).toHaveLength(2)
    const second = bundleOf(playbooks)
    const done = await deploy(w, 'team', second)
    expect(done.body.changes).toEqual(plan.body.changes)
    const short = second.bundleHash.slice(0, 6)
    expect(await inForce(w)).toEqual([`team/one@${short}`, `team/three@${short}`])
  })

  it('of one source leave those of others alone, and take no playbook from them', async () => {
    const w = await api.workspace()
    await deploy(w, 'team-a', bundleOf([entry('mine')]))
    await deploy(w, 'team-b', bundleOf([entry('yours')]))
    expect(await inForce(w)).toHaveLength(2)
    const taking = await deploy(w, 'team-b', bundleOf([entry('yours'), entry('mine')]))
    expect(taking).toMatchObject({ status: 409, body: { code: 'already_exists' } })
    expect(taking.body.detail).toContain("deployed from 'team-a'")
    expect((await deploy(w, 'team-b', bundleOf([]))).body.changes).toMatchObject([{ change: 'removed' }])
    expect(await inForce(w)).toEqual([expect.stringMatching(/^team-a\/mine/)])
    expect((await deploy(w, 'team-b', bundleOf([entry('mine')]))).status).toBe(409)
  })

  it('go back to a bundle that was deployed before, and are listed newest first', async () => {
    const w = await api.workspace()
    const [first, second] = [bundleOf([entry('one')]), bundleOf([entry('one', { code: 'two' }), entry('more')])]
    await deploy(w, 'team', first)
    expect(changes(await deploy(w, 'team', second))).toEqual(['more new', 'one changed'])
    const back = await deploy(w, 'team', { bundleHash: first.bundleHash })
    expect(changes(back)).toEqual(['more removed', 'one changed'])
    const { items } = (await w.call('GET', '/v1/deployments?source=team')).body
    expect(items).toMatchObject([
      { bundleHash: first.bundleHash, removed: ['more'], memberId: w.memberId },
      { bundleHash: second.bundleHash, playbooks: ['one', 'more'] },
      { bundleHash: first.bundleHash },
    ])
    expect(await deploy(w, 'team', { bundleHash: 'f'.repeat(64) })).toMatchObject({ status: 404 })
  })

  it('are refused as a whole when anything is wrong with them', async () => {
    const w = await api.workspace()
    const good = bundleOf([entry('one')])
    const refused = [
      [{ ...good, source: 'folder' }, 400],
      [{ ...good, bundleHash: 'a'.repeat(64) }, 400],
      [{ ...good, bundle: { ...good.bundle, manifest: '{' } }, 400],
      [bundleOf([{ ...entry('one'), manifest: { id: 'one' } }]), 400],
      [
        bundleOf([entry('one'), entry('two', { triggers: [{ kind: 'event', eventTypes: ['x'], if: 'event.no' }] })]),
        400,
      ],
      [{ ...good, bundle: { ...good.bundle, isolate: 'x'.repeat(17 * 1024 * 1024) } }, 413],
    ] as const
    for (const [body, status] of refused) {
      const answer = await w.call('POST', '/v1/deployments', { source: 'team', ...body })
      expect([answer.status, answer.body.code]).toEqual([status, expect.any(String)])
    }
    expect(await inForce(w)).toEqual([])
    expect((await w.call('GET', '/v1/deployments')).body.items).toEqual([])
  })

  it('need automation.manage, and an operator who wants them', async () => {
    const w = await api.workspace()
    const contributor = await api.caller(w, { role: 'CONTRIBUTOR' })
    expect((await deploy(contributor, 'team', bundleOf([entry('one')]))).status).toBe(403)
    const narrow = await api.caller(w, { scopes: ['automation.manage', 'workspace.read'] })
    // Without scopes of its own the playbook would do more than the key may.
    expect((await deploy(narrow, 'team', bundleOf([entry('one')]))).status).toBe(403)
    const own = bundleOf([entry('one', { scopes: ['workspace.read'] })])
    expect((await deploy(narrow, 'team', own)).status).toBe(201)
    const other = await api.workspace()
    expect((await deploy(other, 'team', { bundleHash: own.bundleHash })).status).toBe(404)
    const closed = await startApi({ deployments: false })
    try {
      const there = await closed.workspace()
      expect((await deploy(there, 'team', bundleOf([entry('one')]))).status).toBe(403)
    } finally {
      await closed.stop()
    }
  })
})
