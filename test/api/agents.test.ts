import { type Command, newId } from '@orchestrator/domain'
import { createClient } from '@orchestrator/sdk/client'
import {
  agentPrincipal,
  beginAgentRun,
  beginAgentStep,
  endAgentStep,
  readAgentRun,
  type StoredAgentRun,
  tellPartial,
} from '@orchestrator/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let owner: TestWorkspace
beforeAll(async () => {
  api = await startApi()
  owner = await api.workspace()
})
afterAll(() => api.stop())

const usage = { calls: 1, inputTokens: 10, outputTokens: 5, costUsd: '0.01' }
const model = { kind: 'model' as const, agent: 'planner', name: '', input: {} }
const start = async (body: Json = {}, who = owner) =>
  (await who.call('POST', '/v1/agent-runs', { agent: 'planner', prompt: 'Plan it', ...body })).body
const refOf = (runId: string) => ({ workspaceId: owner.workspaceId, runId })
const say = async (id: string, type: 'agent_run.wait' | 'agent_run.end', data: object) => {
  const run = (await readAgentRun(api.store, owner.workspaceId, id)) as StoredAgentRun
  const command = { id: newId(), type, data: { id, ...data } } as Command
  await api.store.execute(agentPrincipal(run), [command], { unasked: true })
}
const end = (id: string) => say(id, 'agent_run.end', { status: 'completed', output: 'Done.', usage, patchIds: [] })

describe('/v1/agents', () => {
  it('lists built-in agents beside the workspace’s own, by name, in pages; another workspace’s not', async () => {
    const stranger = await api.workspace()
    await stranger.call('POST', '/v1/agents', { name: 'theirs', instructions: 'x' })
    const made = await owner.call('POST', '/v1/agents', { name: 'mine', instructions: 'x', consults: ['estimator'] })
    expect(made.status).toBe(201)
    const names: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await owner.call('GET', `/v1/agents?limit=4${cursor ? `&cursor=${cursor}` : ''}`)
      names.push(...body.items.map((agent: Json) => agent.name))
      cursor = body.nextCursor
    }
    expect(names).toEqual(['analyst', 'automator', 'estimator', 'mine', 'planner', 'reviewer'])
    const [planner] = (await owner.call('GET', '/v1/agents?name=planner')).body.items
    expect(planner).toMatchObject({ builtIn: true, consults: ['estimator', 'reviewer'], createdAt: null })
    expect((await owner.call('GET', `/v1/agents/${planner.id}`)).body).toEqual(planner)
    expect((await owner.call('GET', `/v1/agents/${made.body.id}`)).body).toEqual({ ...made.body, builtIn: false })
    expect((await stranger.call('GET', `/v1/agents/${made.body.id}`)).status).toBe(404)
  })

  it('are changed and deleted by managers; built-in ones stay as they are', async () => {
    const { body: agent } = await owner.call('POST', '/v1/agents', { name: 'changing', instructions: 'x' })
    const contributor = await api.caller(owner, { role: 'CONTRIBUTOR' })
    const path = `/v1/agents/${agent.id}`
    for (const [method, body] of [
      ['PATCH', { enabled: false }],
      ['DELETE', undefined],
    ] as const)
      expect((await contributor.call(method, path, body)).status).toBe(403)
    expect((await owner.call('PATCH', path, { enabled: false })).body).toMatchObject({ enabled: false, version: 2 })
    const asked = await contributor.call('POST', '/v1/agent-runs', { agent: 'changing', prompt: 'x' })
    expect([asked.status, asked.body.code]).toEqual([409, 'invalid_state'])
    expect((await owner.call('DELETE', path)).status).toBe(204)
    const [planner] = (await owner.call('GET', '/v1/agents?name=planner')).body.items
    const refused = await owner.call('PATCH', `/v1/agents/${planner.id}`, { instructions: 'x' })
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('planner is built in')])
  })

  it('a run that says nothing is told all that is missing, and what is not there is said in words', async () => {
    const nothing = await owner.call('POST', '/v1/agent-runs', {})
    expect(nothing.body.errors.map(({ path }: { path: string }) => path)).toEqual(['prompt', 'agent'])
    const both = { agent: 'planner', definition: { name: 'own', instructions: 'x' }, prompt: 'x' }
    expect((await owner.call('POST', '/v1/agent-runs', both)).body.errors).toMatchObject([{ path: 'agent' }])
    const unknown = await owner.call('POST', `/v1/agent-runs/${owner.workspaceId}/cancel`, {})
    expect(unknown.body.errors).toMatchObject([{ expected: 'the id of an agent run of this workspace' }])
  })

  it('an agent that names nobody is refused with the place', async () => {
    const answer = await owner.call('POST', '/v1/agents', {
      name: 'lost',
      instructions: 'x',
      handoffs: ['planner', 'nobody'],
    })
    expect(answer.status).toBe(400)
    expect(answer.body.errors).toMatchObject([{ path: 'handoffs.1', code: 'not_found' }])
  })
})

describe('/v1/agent-runs', () => {
  it('a repeated request asks once, and is answered alike; lists show no definitions', async () => {
    const { projectId, taskId } = await projectWithTask(owner)
    const send = () =>
      owner.call('POST', '/v1/agent-runs', { agent: 'analyst', prompt: 'Why?', taskId }, { 'idempotency-key': 'why' })
    const [first, second] = [await send(), await send()]
    expect(second.body).toEqual(first.body)
    const list = await owner.call('GET', `/v1/agent-runs?agent=analyst&status=queued&projectId=${projectId}`)
    expect(list.body.items).toEqual([first.body])
    expect(first.body).not.toHaveProperty('agents')
    const full = (await owner.call('GET', `/v1/agent-runs/${first.body.id}`)).body
    expect(full.agents.map((agent: Json) => agent.name)).toEqual(['analyst', 'planner', 'estimator', 'reviewer'])
    expect(full).not.toHaveProperty('starterScopes')
  })

  it('a viewer asks nobody, and no person says how a run goes on', async () => {
    const viewer = await api.caller(owner, { role: 'VIEWER' })
    expect((await viewer.call('POST', '/v1/agent-runs', { agent: 'planner', prompt: 'x' })).status).toBe(403)
    const { id } = await start()
    const commands = [{ type: 'agent_run.end', data: { id, status: 'completed', usage, patchIds: [] } }]
    expect((await owner.call('POST', '/v1/commands', { commands })).status).toBe(400)
    expect((await owner.call('GET', `/v1/agent-runs/${id}`)).body.status).toBe('queued')
  })

  it('its call is answered once, by whoever started it', async () => {
    const contributor = await api.caller(owner, { role: 'CONTRIBUTOR' })
    const tool = { name: 'look', description: 'Looks', parameters: { type: 'object' } }
    const { id } = await start({ callerTools: [tool] }, contributor)
    await beginAgentRun(api.store, owner.workspaceId, id, 'w')
    const waits = [{ step: 2, kind: 'caller', tool: 'look', input: { where: 'here' }, approvalId: null }]
    await say(id, 'agent_run.wait', { waits })
    expect((await contributor.call('GET', `/v1/agent-runs/${id}`)).body).toMatchObject({ status: 'waiting', waits })
    const answer = (who: TestWorkspace) =>
      who.call('POST', `/v1/agent-runs/${id}/answer`, { step: 2, output: { seen: true } })
    expect((await answer(owner)).status).toBe(403)
    expect((await answer(contributor)).body).toMatchObject({ id, waits: [] })
    expect((await answer(contributor)).body.code).toBe('already_answered')
  })

  it('shows its steps', async () => {
    const { id } = await start()
    await beginAgentStep(api.store, refOf(id), { n: 0, ...model })
    await endAgentStep(api.store, refOf(id), 0, { status: 'completed', output: { text: 'Hm.' }, name: 'gpt-5' })
    const { items } = (await owner.call('GET', `/v1/agent-runs/${id}/steps`)).body
    expect(items).toMatchObject([{ n: 0, kind: 'model', name: 'gpt-5', output: { text: 'Hm.' }, attempts: 1 }])
  })

  it('shows what went into them and came out to whoever started it, and to whoever may read the audit log', async () => {
    const [starter, other, manager] = [
      await api.caller(owner, { role: 'CONTRIBUTOR' }),
      await api.caller(owner, { role: 'CONTRIBUTOR' }),
      await api.caller(owner, { role: 'ADMIN', scopes: ['workspace.read'] }),
    ]
    const { id } = await start({}, starter)
    await beginAgentStep(api.store, refOf(id), { n: 0, ...model, input: { asked: 'what pays' } })
    await endAgentStep(api.store, refOf(id), 0, { status: 'completed', output: { text: 'Hm.' } })
    const shown = async (who: TestWorkspace) => {
      const [{ input, output, status }] = (await who.call('GET', `/v1/agent-runs/${id}/steps`)).body.items
      expect(status).toBe('completed')
      return [input, output]
    }
    const whole = [{ asked: 'what pays' }, { text: 'Hm.' }]
    expect(await shown(starter)).toEqual(whole)
    expect(await shown(owner)).toEqual(whole)
    expect(await shown(other)).toEqual(['…', '…'])
    expect(await shown(manager)).toEqual(['…', '…'])
  })
})

describe('what an agent said', () => {
  const waits = [{ step: 2, kind: 'caller', tool: 'look', input: { where: 'here' }, approvalId: null }]
  const tool = { name: 'look', description: 'Looks', parameters: { type: 'object' } }
  const streamOf = async (who: TestWorkspace, id: string) => {
    const headers = { authorization: `Bearer ${who.key}` }
    return (await fetch(`${api.url}/v1/agent-runs/${id}/stream`, { headers })).text()
  }

  it('is for those who see its steps, wherever it is told: in the run, in lists, while it is said, and in the log', async () => {
    const project = (await projectWithTask(owner)).projectId
    const starter = await api.caller(owner, { role: 'CONTRIBUTOR' })
    const { id } = await start({ callerTools: [tool], projectId: project }, starter)
    await beginAgentRun(api.store, owner.workspaceId, id, 'w')
    await beginAgentStep(api.store, refOf(id), { n: 0, ...model })
    await tellPartial(api.store, refOf(id), 0, 1, 0, 'The secret plan')
    await endAgentStep(api.store, refOf(id), 0, { status: 'completed', output: {} })
    await say(id, 'agent_run.wait', { waits })
    const [viewer, elsewhere, narrow, manager] = [
      await api.caller(owner, { role: 'VIEWER' }),
      await api.caller(owner, { role: 'VIEWER' }),
      await api.caller(owner, { role: 'ADMIN', scopes: ['workspace.read'] }),
      await api.caller(owner, { role: 'MANAGER' }),
    ]
    // A role in another project opens nothing here, nor does one in this: tools read with the starter's rights in all of the workspace.
    for (const [projectId, role] of [
      [(await projectWithTask(owner)).projectId, 'MANAGER'],
      [project, 'MANAGER'],
    ] as const) {
      const member = { projectId, memberId: (await elsewhere.call('GET', '/v1/me')).body.actor.memberId, role }
      expect(
        (await owner.call('POST', '/v1/commands', { commands: [{ type: 'project_member.set', data: member }] })).status,
      ).toBe(200)
    }
    const waitOf = async (who: TestWorkspace) => {
      const one = (await who.call('GET', `/v1/agent-runs/${id}`)).body
      const [listed] = (await who.call('GET', `/v1/agent-runs?projectId=${project}`)).body.items
      expect(listed.waits).toEqual(one.waits)
      expect(one.waits).toMatchObject([{ step: 2, tool: 'look' }])
      return one.waits[0].input
    }
    for (const who of [starter, owner, manager]) expect(await waitOf(who)).toEqual({ where: 'here' })
    for (const who of [viewer, elsewhere, narrow]) expect(await waitOf(who)).toBe('…')
    await say(id, 'agent_run.end', { status: 'completed', output: 'It is secret.', usage, patchIds: [] })
    const told = async (who: TestWorkspace) => {
      const one = (await who.call('GET', `/v1/agent-runs/${id}`)).body
      const [listed] = (await who.call('GET', `/v1/agent-runs?projectId=${project}`)).body.items
      const log = await who.call('GET', '/v1/events?type=agent_run.completed,agent_run.waiting&limit=200')
      const stream = await streamOf(who, id)
      expect(stream).toContain('event: step')
      expect([one.status, listed.status, stream.includes('"status":"completed"')]).toEqual([
        'completed',
        'completed',
        true,
      ])
      const ofRun = log.body.items.filter(({ agentRun }: Json) => agentRun.id === id)
      expect(ofRun).toHaveLength(2)
      return [one, listed, ofRun, stream].map((answer) => /secret|"here"/.test(JSON.stringify(answer)))
    }
    for (const who of [starter, owner, manager]) expect(await told(who)).toEqual([true, true, true, true])
    for (const who of [viewer, elsewhere, narrow]) expect(await told(who)).toEqual([false, false, false, false])
  })

  it('is not for who follows it without the right, while it is said', async () => {
    const viewer = await api.caller(owner, { role: 'VIEWER' })
    const { id } = await start()
    await beginAgentRun(api.store, owner.workspaceId, id, 'w')
    await beginAgentStep(api.store, refOf(id), { n: 0, ...model })
    const types: string[] = []
    for await (const message of createClient({ url: api.url, apiKey: viewer.key }).agentRuns.stream(id)) {
      types.push(message.type)
      if (types.length > 1) continue
      await tellPartial(api.store, refOf(id), 0, 1, 0, 'Let me ')
      await tellPartial(api.store, refOf(id), 0, 1, 7, 'think.')
      await endAgentStep(api.store, refOf(id), 0, { status: 'completed', output: {} })
      await end(id)
    }
    expect(types.at(-1)).toBe('run')
    expect(types).not.toContain('text')
  })
})

describe('/v1/agent-runs/{id}/stream', () => {
  const client = () => createClient({ url: api.url, apiKey: owner.key })

  it('tells what was and what comes, as it comes, to the run’s end', async () => {
    const { id } = await start()
    await beginAgentRun(api.store, owner.workspaceId, id, 'w')
    const ref = refOf(id)
    await beginAgentStep(api.store, ref, { n: 0, ...model })
    await tellPartial(api.store, ref, 0, 1, 0, 'Let me ')
    const told: Json[] = []
    for await (const message of client().agentRuns.stream(id)) {
      told.push(message)
      if (message.type === 'text' && message.text === 'Let me ') {
        await tellPartial(api.store, ref, 0, 1, 7, 'ä'.repeat(5_000))
        await beginAgentStep(api.store, ref, { n: 0, ...model })
        await tellPartial(api.store, ref, 0, 2, 0, 'No: I ')
        await tellPartial(api.store, ref, 0, 2, 6, 'look.')
        await endAgentStep(api.store, ref, 0, { status: 'completed', output: {} })
        await beginAgentStep(api.store, ref, { n: 1, kind: 'tool', agent: 'planner', name: 'list_tasks', input: {} })
        await endAgentStep(api.store, ref, 1, { status: 'failed', error: { code: 'forbidden', message: 'no' } })
        await end(id)
      }
    }
    const texts = told.filter(({ type, attempt }) => type === 'text' && attempt === 2)
    expect(texts.map(({ text }) => text).join('')).toBe('No: I look.')
    expect(told.find(({ type }) => type === 'restart')).toEqual({ type: 'restart', step: 0, attempt: 2 })
    const steps = told.filter(({ type }) => type === 'step')
    expect(steps.map(({ step, attempt, name, status }) => [step, attempt, name, status])).toEqual([
      [0, 1, '', 'running'],
      [0, 2, '', 'running'],
      [0, 2, '', 'completed'],
      [1, 1, 'list_tasks', 'running'],
      [1, 1, 'list_tasks', 'failed'],
    ])
    expect(told.at(-1)).toMatchObject({ type: 'run', run: { id, status: 'completed', output: 'Done.' } })
  })

  it('goes on after the last message that its reader had', async () => {
    const { id } = await start()
    const ref = refOf(id)
    await beginAgentStep(api.store, ref, { n: 0, ...model })
    await tellPartial(api.store, ref, 0, 1, 0, 'First.')
    await endAgentStep(api.store, ref, 0, { status: 'completed' })
    // Of what ends in the very millisecond in which another begins, nobody can say that it was told: it is told again.
    await new Promise((resolve) => setTimeout(resolve, 5))
    await beginAgentStep(api.store, ref, { n: 1, ...model })
    await tellPartial(api.store, ref, 1, 1, 0, 'Second thoughts')
    await endAgentStep(api.store, ref, 1, { status: 'completed' })
    await beginAgentRun(api.store, owner.workspaceId, id, 'w')
    await end(id)
    const read = async (lastEventId?: string) => {
      const headers = {
        authorization: `Bearer ${owner.key}`,
        ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
      }
      const text = await (await fetch(`${api.url}/v1/agent-runs/${id}/stream`, { headers })).text()
      return [...text.matchAll(/^event: (\w+)\n(?:id: (\S+)\n)?data: (.*)$/gm)].map(([, event, place, data]) => [
        event,
        place ?? JSON.parse(data ?? '').status,
        ...(event === 'text' ? [JSON.parse(data ?? '').text] : []),
      ])
    }
    const all = [
      ['step', '0.1'],
      ['text', '0.1.6', 'First.'],
      ['step', '0.1.end'],
      ['step', '1.1'],
      ['text', '1.1.15', 'Second thoughts'],
      ['step', '1.1.end'],
      ['run', 'completed'],
    ]
    expect(await read()).toEqual(all)
    expect(await read('0.1.end')).toEqual(all.slice(3))
    expect(await read('1.1.7')).toEqual([['text', '1.1.15', 'thoughts'], ...all.slice(5)])
    expect(await read('1.1.end')).toEqual(all.slice(6))
    const stream = (who: TestWorkspace, headers = {}) =>
      who.call('GET', `/v1/agent-runs/${id}/stream`, undefined, headers)
    expect((await stream(owner, { 'last-event-id': 'x' })).body.errors).toMatchObject([{ path: 'Last-Event-ID' }])
    expect((await stream(await api.workspace())).status).toBe(404)
  })
})
