import { AppError, AutomationSuggestion, SuggestionDismissal } from '@orchestrator/domain'
import { keptSuggestion } from '@orchestrator/store'
import type { Resource } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import type { Call } from '../../http/route.ts'
import { mayInWorkspace, requirePermission } from '../../middleware/authenticate.ts'

export const path = '/v1/automation-suggestions'
export const tag = 'Automation suggestions'

/** What dismissing makes. */
export const dismissals: Resource = {
  ...{ path, tag, noun: 'dismissal' },
  ...{ kind: 'suggestion_dismissal', schema: SuggestionDismissal },
}

/** Suggestions tell how people work: they are for whoever may install or propose automations. @throws AppError `forbidden` */
export function requireSight({ identity }: Pick<Call, 'identity'>): void {
  if (!mayInWorkspace(identity, 'patch.propose')) requirePermission(identity, 'automation.manage')
}

/** A suggestion as it was found last. @throws AppError `not_found` */
export async function readSuggestion(
  { api, workspaceId }: Pick<Call, 'api' | 'workspaceId'>,
  id: string,
): Promise<AutomationSuggestion> {
  const suggestion = await read(api, workspaceId, (tx) => keptSuggestion(tx, workspaceId, id))
  if (!suggestion)
    throw new AppError('not_found', `there is no suggestion ${id}; list them to look for what there is now`)
  return AutomationSuggestion.parse(suggestion)
}
