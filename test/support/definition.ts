import type { CommandInput } from '@orchestrator/domain'

type Sent = Required<NonNullable<CommandInput<'agent_run.create'>['definition']>>

/** An agent that code sends along, with what a test is about. */
export const definition = (more: Partial<Sent> & Pick<Sent, 'name'>): Sent => ({
  ...{ description: `the ${more.name}`, instructions: 'Do what you are asked.' },
  ...{ tools: [], proposes: [], approve: [], trusted: [], handoffs: [], consults: [], output: null },
  ...{ taskType: 'test', complexity: 'low' as const, maxTurns: 10, budgetUsd: null, ...more },
})
