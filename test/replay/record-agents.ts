import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from '@orchestrator/sdk/client'
import { definition } from '../support/definition.ts'
import type { Asked, Says } from '../support/model-server.ts'

type Sent = ReturnType<typeof definition>
type Run = Awaited<ReturnType<Client['agentRuns']['get']>>

/** Runs of agents that together do all that a run can. By name: who is asked, what each model says to the turns of its conversation. */
interface Scene {
  readonly agent: Partial<Sent>
  readonly others?: readonly Sent[]
  readonly says: Readonly<Record<string, readonly Says[]>>
}

const call = (name: string, input: object = {}): Says => ({ calls: [{ name, input }] })
const look = call('list_projects')

const scenes: Readonly<Record<string, Scene>> = {
  tools: {
    agent: { tools: ['list_projects', 'list_members'] },
    says: { tools: [{ calls: [...(look.calls ?? []), ...(call('list_members').calls ?? [])] }, { text: 'looked' }] },
  },
  handoff: {
    agent: { handoffs: ['second'] },
    others: [definition({ name: 'second', tools: ['list_projects'] })],
    says: { handoff: [call('transfer_to_second')], second: [look, { text: 'the second answers' }] },
  },
  consult: {
    agent: { consults: ['left', 'right'] },
    others: [definition({ name: 'left', tools: ['list_projects'] }), definition({ name: 'right' })],
    says: {
      consult: [
        { calls: ['ask_left', 'ask_right'].map((name) => ({ name, input: { question: 'how long?' } })) },
        { text: 'three days' },
      ],
      left: [look, { text: 'two days' }],
      right: [{ text: 'four days' }],
    },
  },
  approval: {
    agent: { tools: ['list_projects', 'list_members'], approve: ['list_projects', 'list_members'] },
    says: { approval: [look, call('list_members'), { text: 'one was allowed' }] },
  },
  caller: { agent: {}, says: { caller: [call('weather'), { text: 'it is blue' }] } },
  several: {
    agent: { tools: ['list_projects'], approve: ['list_projects'] },
    says: {
      several: [
        { calls: ['weather', 'weather', 'list_projects'].map((name) => ({ name, input: {} })) },
        { text: 'all of it is known' },
      ],
    },
  },
  acting: {
    agent: { tools: ['github.createIssue'], trusted: ['github.createIssue'] },
    says: {
      acting: [
        call('github_createIssue', { input: { repository: 'acme/app', title: 'from an agent', body: 'x' } }),
        { text: 'acted' },
      ],
    },
  },
  endless: { agent: { tools: ['list_projects'], maxTurns: 2 }, says: { endless: [look, look, look] } },
  stopped: { agent: {}, says: { stopped: [call('weather')] } },
}

/** What a model says to a conversation of these runs: its agent is told by its instructions. */
export function agentsSay({ messages }: Asked): Says {
  const [, name = ''] = /You are (\w+)\./.exec(String(messages[0]?.content)) ?? []
  const turn = messages.filter(
    ({ role, tool_calls }) => role === 'assistant' && (name !== 'second' || !isHandoff(tool_calls)),
  )
  const says = Object.values(scenes).find(({ says: one }) => name in one)?.says[name]
  return says?.[turn.length] ?? { text: 'there is nothing more to say' }
}

const isHandoff = (calls: Asked['messages'][number]['tool_calls']) =>
  calls?.some(({ function: { name } }) => name.startsWith('transfer_to_')) ?? false

/** Runs them all. @returns by the name of each history the workflow's type, which is the agent's name */
export async function runAgents(client: Client): Promise<Record<string, string>> {
  const callerTools = [{ name: 'weather', description: 'The weather', parameters: { type: 'object' } }]
  const named = (agent: Sent) => ({ ...agent, instructions: `You are ${agent.name}.` })
  for (const [name, { agent, others = [] }] of Object.entries(scenes)) {
    const { id } = await client.agentRuns.create({
      ...{ definition: named(definition({ name, ...agent })), agents: others.map(named), callerTools, prompt: name },
    })
    for (let approved = true; ; approved = false) {
      const run = await pausedRun(client, id)
      if (run.endedAt !== null) break
      if (name === 'stopped') await client.agentRuns.cancel(id)
      for (const { kind, step, approvalId } of run.waits) {
        if (name === 'stopped') break
        if (kind === 'caller') await client.agentRuns.answer(id, { step, output: { sky: 'blue' } })
        else await client.approvals.answer(String(approvalId), { approved, comment: 'as I think' })
      }
      await pause(500)
    }
  }
  return Object.fromEntries(Object.keys(scenes).map((name) => [`agent-${name}`, name]))
}

/** The run once it waits for something, or has ended. */
export async function pausedRun({ agentRuns }: Pick<Client, 'agentRuns'>, id: string): Promise<Run> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const run = await agentRuns.get(id)
    if (run.endedAt !== null || run.waits.length > 0) return run
    await pause(100)
  }
  throw new Error(`the run ${id} did not get there`)
}
