import { expect, test } from 'vitest'
import { mentionedAgents } from './mentioned-agents.ts'

test.each([
  ['@planner split this', ['planner']],
  ['Can you look, @bug-triager? And then @planner.', ['bug-triager', 'planner']],
  ['(@planner) *@reviewer* @planner', ['planner', 'reviewer']],
  ['two lines\n@planner', ['planner']],
  ['not `@planner` nor\n```\n@reviewer\n```\nbut @analyst', ['analyst']],
  ['```\n@planner, never closed', []],
  ['ada@planner.com, @planner.com, @planner@example.com', []],
  ['a@planner x/@planner @@planner', []],
  ['@plannerX @planner- @planner--x @Planner @planner_x', []],
  ['[@ada](member:019b0000-0000-7000-8000-000000000001) @[planner](member:019b)', ['ada']],
])('%s', (text, names) => {
  expect(mentionedAgents(text)).toEqual(names)
})
