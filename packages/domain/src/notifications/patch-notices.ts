import type { Patch } from '../entities/patch.ts'
import type { DomainEvent } from '../events/catalogue.ts'
import { isWaiting } from '../patches/status.ts'
import type { Notice, People, Tell } from './notices.ts'

export type PatchEvent = Extract<DomainEvent, { patch: Patch }>

/** Of these events of patches members are told. */
export const patchNoticeTypes: readonly PatchEvent['type'][] = [
  ...(['patch.proposed', 'patch.reviewed', 'patch.applied', 'patch.stale', 'patch.undone', 'patch.expired'] as const),
]

const ends: { readonly [S in Patch['status']]?: string } = {
  applied: 'was applied',
  stale: 'could not be applied, for all had changed',
  rejected: 'was rejected',
  undone: 'was undone',
  expired: 'has expired',
}

/**
 * Of a patch that waits for a decision the project's lead is told, and the member for whom a run proposed it; of what becomes of it, whoever
 * proposed it.
 */
export function patchNotices({ type, patch }: PatchEvent, people: People, tell: Tell): readonly Notice[] {
  const on = { type: 'patch', id: patch.id }
  const proposer = patch.proposedBy.memberId
  if (type === 'patch.proposed') {
    if (patch.undoesId !== null || !isWaiting(patch)) return []
    const lead = patch.projectId === null ? null : (people.leads.get(patch.projectId) ?? null)
    const known = people.members.filter(({ id }) => id === lead || id === proposer).map(({ id }) => id)
    return known.map(tell('patch_proposed', `Proposed: ${patch.title}`, patch.rationale, on))
  }
  const end = ends[patch.status]
  // A person who undoes or reviews is told what comes of it there.
  if (end === undefined || patch.undoesId !== null || !patchNoticeTypes.includes(type)) return []
  const stale = patch.operations
    .filter(({ status }) => status === 'stale')
    .map(({ summary, reason }) => `- ${summary}: ${reason}`)
  const body = stale.length === 0 ? '' : `Not done:\n\n${stale.join('\n')}`
  return [tell('patch_decided', `Your proposal ${end}: ${patch.title}`, body, on)(proposer)]
}
