import type { Route } from '../../http/route.ts'
import { createPatchPolicy } from '../patch-policies/create.ts'
import { deletePatchPolicy } from '../patch-policies/delete.ts'
import { getPatchPolicy } from '../patch-policies/get.ts'
import { listPatchPolicies } from '../patch-policies/list.ts'
import { updatePatchPolicy } from '../patch-policies/update.ts'
import { acceptPatch } from '../patches/accept.ts'
import { getPatchDiff } from '../patches/diff.ts'
import { getPatch } from '../patches/get.ts'
import { listPatches } from '../patches/list.ts'
import { proposePatch } from '../patches/propose.ts'
import { rejectPatch } from '../patches/reject.ts'
import { reviewPatch } from '../patches/review.ts'
import { undoPatch } from '../patches/undo.ts'
import { applyPatch, withdrawPatch } from '../patches/verbs.ts'
import { createPlan } from '../plans/create.ts'

/** The routes of what is proposed instead of done. */
export const patchesRoutes: readonly Route[] = [
  listPatches,
  proposePatch,
  createPlan,
  getPatch,
  getPatchDiff,
  reviewPatch,
  acceptPatch,
  rejectPatch,
  applyPatch,
  undoPatch,
  withdrawPatch,
  listPatchPolicies,
  createPatchPolicy,
  getPatchPolicy,
  updatePatchPolicy,
  deletePatchPolicy,
]
