import type { Preference } from '../../entities/preference.ts'
import { similarityOf } from './similarity.ts'

/** What an operation is about, before it is proposed or while somebody decides on it. */
export interface Proposal {
  /** Who will decide; null: nobody knows. */
  readonly memberId: string | null
  readonly projectId: string | null
  /** null: any. */
  readonly command: string | null
  /** null: any. */
  readonly fields: readonly string[] | null
  readonly tags: readonly string[]
  /** What it says. */
  readonly text: string
}

/**
 * The preferences that count for a proposal: those in whose scope and context it is, the most fitting first. A narrow context fits better than a wide
 * one, then likeness of words, then confidence. Source of the idea: G. Gao et al., Aligning LLM agents by learning latent preference from user
 * edits (PRELUDE, CIPHER), NeurIPS 2024, arXiv:2404.15269.
 * @param similarity of two texts, 0 to 1
 */
export function retrievePreferences(
  preferences: readonly Preference[],
  proposal: Proposal,
  similarity: (a: string, b: string) => number = similarityOf,
): Preference[] {
  return preferences
    .filter((preference) => preference.enabled && isInScope(preference, proposal) && isInContext(preference, proposal))
    .map((preference) => ({ preference, score: scoreOf(preference, proposal, similarity) }))
    .sort((a, b) => b.score - a.score || (a.preference.id < b.preference.id ? -1 : 1))
    .map(({ preference }) => preference)
}

const isInScope = ({ scope, memberId, projectId }: Preference, proposal: Proposal) =>
  scope === 'workspace' || (scope === 'user' ? memberId === proposal.memberId : projectId === proposal.projectId)

const isInContext = ({ context }: Preference, { command, fields, projectId, tags }: Proposal) =>
  (context.command === null || command === null || context.command === command) &&
  (context.field === null || fields === null || fields.includes(context.field)) &&
  (context.projectId === null || context.projectId === projectId) &&
  (context.tag === null || tags.includes(context.tag))

function scoreOf(
  { context, words, learned }: Preference,
  { text }: Proposal,
  similarity: (a: string, b: string) => number,
) {
  const narrowness = Object.values(context).filter((value) => value !== null).length
  return narrowness + similarity(words, text) + (learned?.confidence ?? 1) / 10
}
