import {
  AppError,
  checkTimes,
  expectedIn,
  Flow,
  flowExpressions,
  parse,
  ScheduleSpec,
  webhookConflicts,
} from '@orchestrator/domain'
import {
  compileCondition,
  compileValue,
  type EventSchema,
  eventSchemaFor,
  fieldTypeOf,
} from '@orchestrator/domain/conditions'
import type { ManifestTrigger } from '@orchestrator/sdk/runtime'
import type { DescribedPlaybook } from '../../workflows/playbook-entry.ts'
import type { PlaybookSource } from './find-sources.ts'
import type { PlaybookProblem, ProblemRule } from './problem.ts'
import type { ScannedModule } from './scan-module.ts'

/** What only shows in the loaded definitions: ids, conditions, steps. */
export function checkManifests(
  playbooks: readonly DescribedPlaybook[],
  sources: readonly PlaybookSource[],
  scanned: ReadonlyMap<string, ScannedModule>,
): PlaybookProblem[] {
  const problems: PlaybookProblem[] = []
  const owners = new Map<string, string>()
  for (const { folder, manifest, error } of playbooks) {
    const source = sources.find((candidate) => candidate.folder === folder)
    const file = fileOf(folder)
    const properties = scanned.get(file)?.properties ?? []
    const report = (rule: ProblemRule, message: string, hint: string, key: string, nth = 0, text?: string) => {
      const place = properties.filter((one) => one.key === key && (text === undefined || one.text === text))[nth]
      problems.push({ file, line: place?.line ?? 1, column: place?.column ?? 1, rule, message, hint })
    }
    if (manifest === undefined) {
      const missing = error === undefined || error.rule === 'no-playbook'
      report(
        missing ? 'no-playbook' : 'definition',
        error?.message ?? 'no playbook',
        'Write `export default playbook({ id, when, run })`.',
        'id',
      )
      continue
    }
    if (source !== undefined && source.folder !== '.' && manifest.id !== source.name) {
      report(
        'id-folder',
        `the id ${manifest.id} differs from its folder ${source.name}`,
        `Rename the folder or write id: '${source.name}'.`,
        'id',
        0,
        manifest.id,
      )
    }
    const other = owners.get(manifest.id)
    if (other !== undefined) {
      report(
        'duplicate-id',
        `the id ${manifest.id} is already that of ${other}`,
        'Each playbook of a workspace needs an id of its own.',
        'id',
        0,
        manifest.id,
      )
    } else owners.set(manifest.id, file)
    if (manifest.steps !== null && source?.hasSteps === false) {
      report(
        'steps-missing',
        'the playbook has `steps`, but there is no steps.ts beside it',
        'Write steps.ts and export its functions.',
        'steps',
      )
    }
    for (const { message, key, text } of flowProblems(manifest))
      report('condition', message, 'See docs/flow-control.md.', key, 0, text)
    let condition = 0
    for (const trigger of manifest.triggers) {
      if (trigger.kind === 'schedule')
        checkSchedule(trigger, (problem, key) => report('definition', problem, 'See docs/triggers/schedule.md.', key))
      if (trigger.if === null || trigger.if === undefined) continue
      const nth = condition++
      const checked = compileCondition({ cel: trigger.if }, ...schemasOf(trigger))
      if (checked.ok) continue
      for (const problem of checked.problems) {
        const expected = problem.expected === null ? '' : ` Expected: ${problem.expected}.`
        report(
          'condition',
          `the condition \`${trigger.if}\` is not right: ${problem.message}`,
          `Correct \`if\`.${expected}`,
          'if',
          nth,
        )
      }
    }
  }
  return [...problems, ...checkWebhooks(playbooks, scanned)]
}

/** What is wrong with when its runs may start, and at which property. */
function flowProblems({ flow, triggers }: NonNullable<DescribedPlaybook['manifest']>) {
  if (flow === null) return []
  const parsed = Flow.safeParse(flow, { error: expectedIn })
  if (!parsed.success)
    return parsed.error.issues.map(({ path, message }) => ({
      message: `${path.join('.')}: ${message}`,
      key: String(path[0]),
      text: undefined,
    }))
  const schemas = triggers.flatMap(schemasOf)
  return flowExpressions(parsed.data).flatMap(({ path, cel }) => {
    const compiled = compileValue(cel, ...schemas)
    return compiled.problems.map(({ message }) => ({
      message: `${path}: \`${cel}\` is not right: ${message}`,
      key: path.split('.')[0] ?? path,
      text: undefined,
    }))
  })
}

/** What the bundle itself cannot know: cron, RRULE and time zones are reckoned with outside of it. */
function checkSchedule(
  { schedule }: Extract<ManifestTrigger, { kind: 'schedule' }>,
  report: (problem: string, key: string) => void,
): void {
  try {
    const spec = parse(ScheduleSpec, schedule, 'on.schedule')
    checkTimes(spec, spec.timeZone ?? 'UTC', 'on.schedule')
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    report(error.message, error.fields[0]?.path.split('.').at(-1) ?? 'when')
  }
}

/** Playbooks that listen at one webhook: it has one verification for all of them. */
function checkWebhooks(
  playbooks: readonly DescribedPlaybook[],
  scanned: ReadonlyMap<string, ScannedModule>,
): PlaybookProblem[] {
  const described = playbooks.flatMap(({ folder, manifest }) => (manifest ? [{ folder, manifest }] : []))
  return webhookConflicts(described.map(({ manifest }) => manifest)).map(({ playbook, path, verify, before }) => {
    const file = fileOf(described[playbook]?.folder ?? '.')
    const place = scanned.get(file)?.properties.find(({ key, text }) => key === 'verify' && text === verify)
    return {
      file,
      line: place?.line ?? 1,
      column: place?.column ?? 1,
      rule: 'webhook-conflict',
      message: `the webhook ${path} is verified as '${verify}' here and as '${before.verify}' in ${before.id}`,
      hint: `Write verify: '${before.verify}', or listen at another path.`,
    }
  })
}

const fileOf = (folder: string): string => (folder === '.' ? 'playbook.ts' : `${folder}/playbook.ts`)

/** What a trigger's condition may read: the event's own schema, with the body or input that the playbook asks for. */
function schemasOf(trigger: ManifestTrigger): EventSchema[] {
  switch (trigger.kind) {
    case 'run':
      return [eventSchemaFor(`run.${trigger.on}`)]
    case 'event':
      return trigger.eventTypes.map(eventSchemaFor)
    case 'schedule':
      return [eventSchemaFor('schedule.fired')]
    case 'manual':
      return [described('playbook.run_requested', 'input', trigger.input)]
    case 'webhook':
      return [described('webhook.received', 'body', trigger.body)]
  }
}

function described(type: string, field: string, schema: object | null): EventSchema {
  const known = eventSchemaFor(type)
  if (schema === null) return known
  return { ...known, event: { ...known.event, fields: { ...known.event.fields, [field]: fieldTypeOf(schema) } } }
}
