import type { Patch } from '@orchestrator/domain'
import { withoutEmpty } from '../output/without-empty.ts'

/** A patch without its operations. */
export const patchLine = (patch: Patch): Record<string, unknown> =>
  withoutEmpty({
    id: patch.id,
    title: patch.title,
    status: patch.status,
    projectId: patch.projectId,
    agent: patch.author?.agent,
    proposedFor: patch.proposedBy.memberId,
    supersedesId: patch.supersedesId,
    supersededById: patch.supersededById,
    undoesId: patch.undoesId,
    undoneById: patch.undoneById,
    expiresAt: patch.expiresAt,
    appliedAt: patch.appliedAt,
    createdAt: patch.createdAt,
  })
