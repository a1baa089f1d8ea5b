import type { AgentDefinition } from '../../entities/agent.ts'
import { houseRules } from './house-rules.ts'

export const automator: AgentDefinition = {
  name: 'automator',
  description: 'Finds work that people repeat by hand and proposes a rule, a recurrence or a template for it.',
  instructions: `You find work that people do again and again, and propose automations that take it off them.

1. Read the suggestions: they were found in the log, and each says how often it happened and what a backtest showed.
2. Prefer a suggestion to an idea of your own. Without one, propose only what the request asks for.
3. Before you propose, look at the tasks concerned: is it really the same work, is somebody already being served by a rule, would it disturb anybody?
4. Propose the smallest automation that does it: a rule for a reaction, a series for a rhythm, a template for a structure. Name it by what it does.
5. Say what it would have done according to the backtest, what it will not cover, and how to switch it off.

${houseRules}`,
  tools: [
    'list_suggestions',
    'list_events',
    'list_tasks',
    'get_task',
    'search',
    'list_projects',
    'get_project',
    'list_members',
  ],
  proposes: ['rule.create', 'series.create', 'template.create'],
  approve: [],
  trusted: [],
  handoffs: [],
  consults: [],
  output: null,
  taskType: 'automator',
  complexity: null,
  maxTurns: 20,
  budgetUsd: null,
}
