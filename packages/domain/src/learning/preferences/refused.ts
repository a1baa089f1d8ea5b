import { type Decision, wasTaken } from '../decision.ts'
import { isOnWeekend } from './dates.ts'
import { capital, type Detector, type Finding, findIn, labelOf } from './finding.ts'
import { leastShare } from './statistics.ts'

/** Fields with few values. */
const named = new Set(['priority', 'type', 'status', 'assigneeId', 'leadId', 'health'])

type Feature = Omit<Finding, 'evidence' | 'of'> & { has: (decision: Decision) => boolean }

/** Commands that are rejected; where they are not, values with which they are, and dates on weekends. */
export const refused: Detector = (decisions, nameOf) =>
  [...new Set(decisions.map(({ command }) => command))].flatMap((command) => {
    const same = decisions.filter((decision) => decision.command === command)
    const altogether = findRefused(same, {
      ...{ key: `avoid ${command}`, words: `${command} is rejected`, command, field: null, has: () => true },
      effect: { kind: 'avoid', field: null, value: null },
    })
    return altogether.length > 0
      ? altogether
      : featuresOf(same, nameOf).flatMap((feature) => findRefused(same, feature))
  })

/** Those with the feature are rejected, and clearly more often than those without. */
function findRefused(decisions: readonly Decision[], { has, ...what }: Feature): Finding[] {
  const isRefused = (decision: Decision) => !wasTaken(decision)
  const others = decisions.filter((decision) => !has(decision))
  const elsewhere = others.filter(isRefused).length / Math.max(1, others.length)
  return findIn(
    decisions.filter(has).map((decision) => ({ decision })),
    ({ decision }) => isRefused(decision),
    () => what,
  ).filter(({ evidence, of }) => leastShare(evidence.length, of) > elsewhere)
}

function featuresOf(decisions: readonly Decision[], nameOf: Parameters<Detector>[1]): Feature[] {
  const features = new Map<string, Feature>()
  for (const { command, data } of decisions)
    for (const [field, value] of Object.entries(data)) {
      const add = (feature: unknown, words: string, has: (value: unknown) => boolean) => {
        const key = `avoid ${command} ${field} ${feature}`
        const effect = { kind: 'avoid' as const, field, value: feature }
        features.set(key, {
          ...{ key, words: `${capital(labelOf(field))} ${words} is rejected`, effect, command, field },
          has: (decision) => has(decision.data[field]),
        })
      }
      if (isOnWeekend(value)) add('weekend', 'on a weekend', isOnWeekend)
      if (named.has(field) && typeof value === 'string') add(value, nameOf(field, value), (other) => other === value)
    }
  return [...features.values()]
}
