import { type Detector, groupBy, leastEvidence } from './finding.ts'
import { similarityOf } from './similarity.ts'

/** Reasons with this part of their words in common say the same. */
const alike = 0.6

/** Why people reject, where they typed the same again and again: the most frequent wording stands for them. */
export const recurringReasons: Detector = (decisions) => {
  const reasoned = decisions.flatMap((decision) => {
    const text = decision.reason?.replaceAll(/\s+/g, ' ').trim()
    return text && decision.outcome === 'rejected' ? [{ decision, text }] : []
  })
  const kinds = [...groupBy(reasoned, ({ text }) => text.toLowerCase()).values()].sort((a, b) => b.length - a.length)
  const groups: (typeof kinds)[] = []
  for (const kind of kinds) {
    const group = groups.find(([first]) => similarityOf(first?.[0]?.text ?? '', kind[0]?.text ?? '') >= alike)
    if (group) group.push(kind)
    else groups.push([kind])
  }
  return groups.flatMap((group) => {
    const [members, text] = [group.flat(), group[0]?.[0]?.text ?? '']
    if (members.length < leastEvidence) return []
    return {
      ...{ key: `reason ${text.toLowerCase()}`, words: `Rejected because: ${text}`, command: null, field: null },
      ...{ effect: { kind: 'reason' as const, text }, of: reasoned.length },
      evidence: members.map(({ decision }) => decision),
    }
  })
}
