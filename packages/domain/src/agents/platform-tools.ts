import * as z from 'zod'

/** The platform's own tools that agents may be given by name; `propose_patch` comes with `proposes`. */
export const PlatformTool = z.enum([
  'list_tasks',
  'get_task',
  'list_comments',
  'search',
  'list_projects',
  'get_project',
  'list_members',
  'list_milestones',
  'list_cycles',
  'get_project_health',
  'similar_tasks',
  'plan_project',
  'list_patches',
  'get_patch',
  'list_runs',
  'get_run',
  'list_suggestions',
  'list_events',
  'list_preferences',
])
export type PlatformTool = z.infer<typeof PlatformTool>
