import { maximumDepth } from '../../actor.ts'
import { builtInAgent } from '../../agents/built-in/index.ts'
import { checkDefinition } from '../../agents/check-definition.ts'
import { checkTools } from '../../agents/check-tools.ts'
import { definitionOfAgent } from '../../agents/definition-of.ts'
import { agentNames, noSuchAgent } from '../../agents/no-such-agent.ts'
import { type FoundAgent, resolveAgents } from '../../agents/resolve-agents.ts'
import { compileJsonSchema } from '../../automation/rule-event.ts'
import type { AgentRunSource } from '../../entities/agent-run.ts'
import { AppError } from '../../errors.ts'
import { deriveId } from '../../ids.ts'
import type { CommandContext, CommandResult } from '../definition.ts'
import { wrong } from '../task/validate.ts'
import type { CreateAgentRun } from './create.ts'
import { tellRun } from './emit.ts'

/**
 * Begins a run of an agent, for whoever acts.
 * @throws AppError `forbidden`, `depth_limit`, `not_found`, `invalid_input`, or `invalid_state` for an agent that is switched off
 */
export function startRun(context: CommandContext, data: CreateAgentRun): CommandResult {
  context.allow('automation.run')
  if (context.depth >= maximumDepth)
    throw new AppError(
      'depth_limit',
      `${maximumDepth} automations have started each other before this one; a loop, probably`,
    )
  const first = firstOf(data, context)
  const agents = resolveAgents(first, (name) => findAgent(data, context, name), [
    ...data.agents.map(({ name }) => name),
    ...agentNames(context),
  ])
  checkCallerTools(data)
  const task = data.taskId === null ? null : context.get('task', data.taskId, 'taskId')
  if (data.projectId !== null) context.get('project', data.projectId, 'projectId')
  if (task && data.projectId !== null && task.projectId !== data.projectId)
    throw wrong('projectId', 'the project of the task')
  const { now, actor } = context
  const run = {
    id: data.id ?? deriveId(context.commandId, 'agent_run'),
    agent: first.definition.name,
    agentVersion: data.definition ? null : (first.version ?? null),
    agents: [...agents],
    callerTools: data.callerTools,
    prompt: data.prompt,
    projectId: task?.projectId ?? data.projectId,
    taskId: data.taskId,
    status: 'queued' as const,
    waits: [],
    output: null,
    error: null,
    usage: { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: '0' },
    patchIds: [],
    source: sourceOf(data, context),
    startedBy: actor,
    starterScopes: context.scopes && [...context.scopes],
    callerAnswers: [],
    cancelRequestedAt: null,
    startedAt: null,
    endedAt: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  }
  context.insert('agent_run', run)
  return tellRun(context, run, 'agent_run.created')
}

function firstOf(data: CreateAgentRun, context: CommandContext): FoundAgent & { version?: number } {
  if (data.agent !== undefined && data.agents.length > 0) throw wrong('agents', 'none, for there is no `definition`')
  for (const [index, sent] of data.agents.entries()) {
    const path = `agents.${index}`
    checkDefinition(sent, path)
    checkTools(sent.tools, `${path}.tools`, [])
    if ([data.definition, ...data.agents.slice(0, index)].some((other) => other?.name === sent.name))
      throw wrong(`${path}.name`, 'a name that no other agent of the run has', 'already_exists')
  }
  if (data.definition) {
    checkDefinition(data.definition, 'definition')
    checkTools(
      data.definition.tools,
      'definition.tools',
      data.callerTools.map(({ name }) => name),
    )
    return { definition: data.definition, path: 'definition' }
  }
  const name = data.agent as string
  const own = context.findBy('agent', { name })
  if (own && !own.enabled) throw new AppError('invalid_state', `the agent ${name} is switched off`)
  const found = findAgent(data, context, name)
  if (!found) {
    const expected = noSuchAgent(name, agentNames(context))
    throw new AppError('not_found', `there is no agent named ${name}`, {
      fields: [{ path: 'agent', expected, code: 'not_found' }],
    })
  }
  return { ...found, ...(own && { version: own.version }) }
}

/** The name goes to code's own agents first, then to the workspace's and the built-in ones. */
function findAgent({ agents }: CreateAgentRun, context: CommandContext, name: string): FoundAgent | undefined {
  const index = agents.findIndex((agent) => agent.name === name)
  const sent = agents[index]
  if (sent) return { definition: sent, path: `agents.${index}` }
  const own = context.findBy('agent', { name })
  const definition = own ? own.enabled && definitionOfAgent(own) : builtInAgent(name)
  return definition ? { definition, path: 'agent' } : undefined
}

function checkCallerTools({ callerTools }: CreateAgentRun): void {
  for (const [index, tool] of callerTools.entries()) {
    compileJsonSchema(tool.parameters, `callerTools.${index}.parameters`)
    if (callerTools.findIndex(({ name }) => name === tool.name) < index)
      throw wrong(`callerTools.${index}.name`, 'a name that no other tool of the run has', 'already_exists')
  }
}

function sourceOf({ commentId }: CreateAgentRun, context: CommandContext): AgentRunSource {
  const { actor } = context
  if (commentId !== undefined) {
    const { taskId } = context.get('comment', commentId, 'commentId')
    return { kind: 'comment', commentId, taskId }
  }
  const isRun = actor.type === 'playbook_run' || actor.type === 'rule_run' || actor.type === 'agent_run'
  return isRun ? { kind: 'run', runId: actor.id } : { kind: 'request' }
}
