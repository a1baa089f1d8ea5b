import type { Route } from '../../http/route.ts'
import { changeOccurrence } from '../series/change-occurrence.ts'
import { createSeries } from '../series/create.ts'
import { endSeries } from '../series/end.ts'
import { getSeries } from '../series/get.ts'
import { listSeries } from '../series/list.ts'
import { moveOccurrence } from '../series/move.ts'
import { pauseSeries } from '../series/pause.ts'
import { previewSeries } from '../series/preview.ts'
import { previewRecurrence } from '../series/preview-recurrence.ts'
import { resumeSeries } from '../series/resume.ts'
import { skipOccurrence } from '../series/skip.ts'
import { updateSeries } from '../series/update.ts'
import { getTemplateApplication } from '../template-applications/get.ts'
import { listTemplateApplications } from '../template-applications/list.ts'
import { undoTemplateApplication } from '../template-applications/undo.ts'
import { applyTemplate } from '../templates/apply.ts'
import { createTemplate } from '../templates/create.ts'
import { createTemplateFromProject } from '../templates/create-from-project.ts'
import { deleteTemplate } from '../templates/delete.ts'
import { exportTemplate } from '../templates/export.ts'
import { getTemplate } from '../templates/get.ts'
import { importTemplate } from '../templates/import.ts'
import { listTemplates } from '../templates/list.ts'
import { previewTemplate } from '../templates/preview.ts'
import { revertTemplate } from '../templates/revert.ts'
import { updateTemplate } from '../templates/update.ts'
import { listTemplateVersions } from '../templates/versions.ts'

/** The routes of work that comes again: series and templates. */
export const againRoutes: readonly Route[] = [
  listSeries,
  createSeries,
  previewRecurrence,
  getSeries,
  updateSeries,
  previewSeries,
  skipOccurrence,
  moveOccurrence,
  changeOccurrence,
  pauseSeries,
  resumeSeries,
  endSeries,
  listTemplates,
  createTemplate,
  importTemplate,
  createTemplateFromProject,
  getTemplate,
  updateTemplate,
  deleteTemplate,
  previewTemplate,
  applyTemplate,
  exportTemplate,
  listTemplateVersions,
  revertTemplate,
  listTemplateApplications,
  getTemplateApplication,
  undoTemplateApplication,
]
