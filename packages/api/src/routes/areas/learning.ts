import type { Route } from '../../http/route.ts'
import { getAcceptance } from '../learning/acceptance.ts'
import { evaluateWorkspaceLearning } from '../learning/evaluation.ts'
import { getExpected } from '../learning/expected.ts'
import { exportLearning } from '../learning/export.ts'
import { rankProposal } from '../learning/rank.ts'
import { createPreference } from '../preferences/create.ts'
import { deletePreference } from '../preferences/delete.ts'
import { getPreference } from '../preferences/get.ts'
import { listPreferences } from '../preferences/list.ts'
import { sharePreference } from '../preferences/share.ts'
import { updatePreference } from '../preferences/update.ts'

/** The routes of what is learnt from decisions. */
export const learningRoutes: readonly Route[] = [
  getAcceptance,
  evaluateWorkspaceLearning,
  rankProposal,
  getExpected,
  exportLearning,
  listPreferences,
  createPreference,
  getPreference,
  updatePreference,
  deletePreference,
  sharePreference,
]
