import type { PatchOperation, PatchStatus } from '../entities/patch.ts'

/** Where a patch is by its operations alone; see {@link PatchStatus}. */
export function statusOf(operations: readonly Pick<PatchOperation, 'status'>[]): PatchStatus {
  const has = (...statuses: readonly PatchOperation['status'][]) =>
    operations.some(({ status }) => statuses.includes(status))
  if (has('undone')) return 'undone'
  if (has('pending')) return has('accepted', 'applied', 'stale') ? 'partly_accepted' : 'proposed'
  if (has('accepted')) return 'accepted'
  if (has('applied')) return 'applied'
  return has('stale') ? 'stale' : 'rejected'
}

/** These wait for somebody. */
const waiting: ReadonlySet<PatchStatus> = new Set(['proposed', 'partly_accepted', 'accepted'])

export const isWaiting = ({ status }: { readonly status: PatchStatus }): boolean => waiting.has(status)
