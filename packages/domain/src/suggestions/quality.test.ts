import { describe, expect, test } from 'vitest'
import type { AutomationSuggestion, SuggestionKind } from '../entities/suggestion.ts'
import { findSuggestions } from './find-suggestions.ts'
import { HistoryReader } from './history.ts'
import { type Planted, plantHistory } from './planted/plant.ts'

const kinds = ['recurring', 'sequence', 'structure'] as const
const seeds = Array.from({ length: 20 }, (_, n) => n + 1)

function suggestionsFor(seed: number) {
  const { events, until, planted } = plantHistory(seed)
  const reader = new HistoryReader()
  for (const event of events) reader.add(event)
  const history = reader.finish({ workspaceId: 'w', timeZone: 'UTC', names: new Map(), until })
  return { planted, suggestions: findSuggestions(history, kinds).map(({ suggestion }) => suggestion) }
}

/** It says what was planted, of the tasks of which that consists. */
function isOf(suggestion: AutomationSuggestion, { kind, tasks, expected }: Planted): boolean {
  if (suggestion.kind !== kind) return false
  const said = JSON.stringify(suggestion.commands)
  const plain = said.replaceAll('\\"', '"')
  const { items } = suggestion.evidence
  return (
    expected.every((part) => plain.includes(part)) &&
    items.filter(({ taskId }) => tasks.has(taskId)).length >= 0.9 * items.length
  )
}

const found = seeds.map((seed) => ({ seed, ...suggestionsFor(seed) }))

/** Floors lie below what is measured, so that a change of the generator's numbers alone does not fail the test. */
const floors: Readonly<Record<SuggestionKind, { precision: number; recall: number }>> = {
  recurring: { precision: 0.9, recall: 0.85 },
  sequence: { precision: 0.9, recall: 0.85 },
  structure: { precision: 0.9, recall: 0.9 },
}

describe.each(kinds)('of %s patterns in twenty histories', (kind) => {
  const suggested = found.flatMap(({ seed, suggestions, planted }) =>
    suggestions
      .filter((one) => one.kind === kind)
      .map((one) => ({ seed, one, right: planted.some((plant) => isOf(one, plant)) })),
  )
  const wanted = found.flatMap(({ seed, suggestions, planted }) =>
    planted
      .filter((plant) => plant.kind === kind)
      .map((plant) => ({ seed, plant, hit: suggestions.some((one) => isOf(one, plant)) })),
  )
  const precision = suggested.filter(({ right }) => right).length / suggested.length
  const recall = wanted.filter(({ hit }) => hit).length / wanted.length

  test(`precision ${precision.toFixed(3)} and recall ${recall.toFixed(3)} are above the floor`, () => {
    const wrong = suggested.filter(({ right }) => !right).map(({ seed, one }) => `${seed}: ${one.title}`)
    const missed = wanted.filter(({ hit }) => !hit).map(({ seed, plant }) => `${seed}: ${plant.name}`)
    expect(precision, `wrong:\n${wrong.join('\n')}`).toBeGreaterThanOrEqual(floors[kind].precision)
    expect(recall, `missed:\n${missed.join('\n')}`).toBeGreaterThanOrEqual(floors[kind].recall)
  })
})

test('the same history gives the same suggestions, in the same order and under the same ids', () => {
  expect(suggestionsFor(3).suggestions).toEqual(suggestionsFor(3).suggestions)
})
