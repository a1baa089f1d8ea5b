import { sameJson } from '../../merge.ts'
import { acceptedAs, capital, type Detector, findIn, groupBy, labelOf } from './finding.ts'

/** Fields whose value can be a habit; others are too particular to be one. */
const habitual = ['priority', 'type', 'status', 'assigneeId', 'leadId', 'estimatePoints', 'estimatedMinutes', 'health']

/** Values in whose place people put another, and such as they set where nothing was proposed. */
export const changedValues: Detector = (decisions, nameOf) => {
  const taken = acceptedAs(decisions)
  return habitual.flatMap((field) => {
    const label = capital(labelOf(field))
    const name = (value: unknown) => (value === null ? 'none' : nameOf(field, value))
    const values = taken.map(({ decision, proposed, accepted }) => ({
      ...{ decision, from: proposed[field] ?? null, to: accepted[field] ?? null },
    }))
    // What a change leaves alone is as it was: only of what is made does a missing value say something.
    const groups = groupBy(values, ({ decision: { command }, from }) =>
      from !== null || command.endsWith('.create') ? `${command} ${JSON.stringify(from)}` : undefined,
    )
    return [...groups].flatMap(([key, group]) => {
      const targets = new Map(
        group.filter(({ from, to }) => !sameJson(from, to)).map(({ to }) => [JSON.stringify(to), to]),
      )
      return [...targets.values()].flatMap((target) =>
        findIn(
          group,
          ({ to }) => sameJson(to, target),
          ([first]) => ({
            ...{ key: `set ${field} ${key}`, effect: { kind: 'set', field, from: first?.from, to: target } },
            words:
              first?.from === null
                ? `${label} is set to ${name(target)}`
                : `${label} ${name(first?.from)} becomes ${name(target)}`,
            ...{ command: first?.decision.command ?? null, field },
          }),
        ),
      )
    })
  })
}
