import type { CommandInput } from '../commands/catalogue.ts'
import type { AutomationSuggestion } from '../entities/suggestion.ts'
import { shortened } from '../storable-text.ts'

/** By this name policies, filters and what is learnt of decisions know patches that install a suggestion. */
export const suggestionAgent = 'suggestions'

/** As long as a patch's title may be. */
const mostTitle = 500

/** A suggestion as a patch: its operation is named after it. @param name what the automation is to be called; by default as suggested */
export function suggestionPatch(
  { id, projectId, title, why, confidence, backtest, evidence, commands }: AutomationSuggestion,
  name?: string,
): CommandInput<'patch.propose'> {
  const { would, asByHand, alreadySo, otherwise, missed } = backtest
  return {
    ...(projectId !== null && { projectId }),
    title: shortened(title, mostTitle),
    rationale: why,
    author: { agent: suggestionAgent },
    evidence: [
      {
        kind: 'metric',
        name: 'backtest',
        text: `it would have acted ${would} times: ${asByHand} as people did, ${otherwise} not, ${alreadySo} with nothing left to do; ${missed} that people did would be missing`,
      },
      ...evidence.items.flatMap(({ title: task, at, eventIds }) =>
        eventIds.slice(0, 1).map((event) => ({ kind: 'event' as const, id: event, text: `${task} (${at})` })),
      ),
    ],
    operations: commands.map(({ type, data }) => ({
      ...{ key: id, command: type, confidence },
      data: name === undefined ? data : { ...data, name },
    })) as CommandInput<'patch.propose'>['operations'],
  }
}
