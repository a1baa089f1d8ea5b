import { connectorActions, type Permission } from '@orchestrator/domain'
import type { DescribedPlaybook } from '../../workflows/playbook-entry.ts'
import type { PlaybookProblem } from './problem.ts'
import type { ScannedCall, ScannedModule } from './scan-module.ts'

const read = (): Permission[] => ['workspace.read']

/** What each call of a run's context asks for, as far as its text shows that. */
const needed: Readonly<Record<string, (call: ScannedCall) => Permission[]>> = {
  'tasks.create': ({ keys }) => ['task.create', ...(keys.includes('assigneeId') ? (['task.assign'] as const) : [])],
  'tasks.update': ({ keys }) => [
    ...(keys.includes('assigneeId') ? (['task.assign'] as const) : []),
    // A change of the state alone may be one of completing, which is another permission.
    ...(keys.some((key) => !['assigneeId', 'status', 'stateId', 'baseVersion'].includes(key))
      ? (['task.edit'] as const)
      : []),
  ],
  'tasks.complete': () => ['task.complete'],
  'tasks.attachChanges': () => ['task.edit'],
  'tasks.createPullRequest': () => ['task.edit', 'pull_request.create'],
  'projects.create': () => ['project.create'],
  'projects.update': () => ['project.edit'],
  'comments.create': () => ['comment.create'],
  'comments.update': () => ['comment.create'],
  'events.send': () => ['automation.run'],
  'webhooks.call': () => ['webhook.call'],
  ...Object.fromEntries(Object.keys(connectorActions).map((name) => [name, (): Permission[] => ['integration.use']])),
  ...Object.fromEntries(
    ['tasks', 'projects', 'comments'].flatMap((resource) => [
      [`${resource}.get`, read],
      [`${resource}.list`, read],
    ]),
  ),
}

/** Calls for which the declared scopes have no permission: a run would be refused there. Only hints, since text can mislead. */
export function checkScopes(
  playbooks: readonly DescribedPlaybook[],
  scanned: ReadonlyMap<string, ScannedModule>,
): PlaybookProblem[] {
  return playbooks.flatMap(({ folder, manifest }) => {
    const scopes = manifest?.scopes
    if (scopes === null || scopes === undefined) return []
    const told = new Set<string>()
    return [...scanned].flatMap(([file, { calls }]) => {
      if (folder === '.' ? file !== 'playbook.ts' : !file.startsWith(`${folder}/`)) return []
      return calls.flatMap((call) =>
        (needed[call.name]?.(call) ?? []).flatMap((permission): PlaybookProblem[] => {
          if (scopes.includes(permission) || told.has(permission)) return []
          told.add(permission)
          return [
            {
              ...{ file, line: call.line, column: call.column, rule: 'scope-missing' },
              message: `${call.name} needs ${permission}, which \`scopes\` does not have`,
              hint: `Add '${permission}' to \`scopes\`, or the run is refused here.`,
            },
          ]
        }),
      )
    })
  })
}
