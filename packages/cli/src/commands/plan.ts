import { type Command, InvalidArgumentError } from 'commander'
import { getJson } from '../api-client.ts'
import { readDataFile, readTextFile } from '../data-files.ts'
import { printJson, printTable } from '../output.ts'
import { inPercent } from '../patch/patch.ts'
import { projectIdOf } from '../template/apply-flags.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { taskIdOf } from './task-id.ts'

type PlanFlags = ApiFlags & {
  file?: string
  text?: string
  draft?: string
  goal?: string
  replan?: boolean
  split?: string
  capacity?: number
  dryRun?: boolean
}

interface Plan {
  readonly patchId: string | null
  readonly title: string
  readonly rationale: string
  readonly questions: readonly string[]
  readonly operations: readonly { readonly key: string; readonly command: string; readonly confidence: number | null }[]
  readonly schedule: {
    readonly unit: string
    readonly tasks: readonly {
      readonly title: string
      readonly estimate: number
      readonly estimateBasis: string
      readonly assigneeId: string | null
      readonly startDate: string | null
      readonly endDate: string | null
      readonly critical: boolean
    }[]
    readonly loads: readonly { readonly memberId: string; readonly name: string }[]
  }
}

/** Adds `orchestrator plan`. */
export function addPlan(program: Command): void {
  withApiFlags(
    program
      .command('plan')
      .description('Plan work of a project as a patch, replan what is late, or split a task.')
      .argument('<project>', 'its key or id'),
  )
    .option('-f, --file <file>', 'a list or a document in Markdown; - reads it from the standard input')
    .option('--text <text>', 'the same as text')
    .option('--draft <file>', 'a plan as JSON or YAML, as a model gives it; - reads it from the standard input')
    .option('--goal <words>', 'what is to be reached: the title')
    .option('--replan', 'move what would be late')
    .option('--split <task>', 'split this task: its identifier or id')
    .option('--capacity <number>', 'what one person does on a working day, in minutes or points', toPositive)
    .option('--dry-run', 'compute all, and propose nothing')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator plan HELLO --file plan.md
  $ npx orchestrator plan HELLO --text "- Design (2d)\\n- Build, after Design" --dry-run
  $ npx orchestrator plan HELLO --replan
  $ npx orchestrator plan HELLO --split HELLO-3 --file parts.md`,
    )
    .action(plan)
}

async function plan(project: string, flags: PlanFlags): Promise<void> {
  if ([flags.file, flags.text, flags.draft].filter((one) => one !== undefined).length > 1)
    throw new UserError('Give one of --file, --text and --draft.', { exitCode: 2 })
  if (flags.replan && flags.split !== undefined)
    throw new UserError('Give one of --replan and --split.', { exitCode: 2 })
  const access = accessOf(flags)
  const body = {
    mode: flags.replan ? 'replan' : flags.split === undefined ? 'plan' : 'split',
    text: flags.file === undefined ? flags.text?.replaceAll('\\n', '\n') : readTextFile(flags.file),
    draft: flags.draft === undefined ? undefined : readDataFile(flags.draft),
    goal: flags.goal,
    taskId: flags.split === undefined ? undefined : await taskIdOf(access, flags.split),
    capacityPerDay: flags.capacity,
    dryRun: flags.dryRun,
  }
  const path = `/v1/projects/${await projectIdOf(access, project)}/plans`
  const planned = await getJson<Plan>(access, path, { method: 'POST', body })
  if (flags.json) return printJson(planned)
  printPlan(planned)
}

function printPlan({ title, rationale, schedule, operations, questions, patchId }: Plan): void {
  const names = new Map(schedule.loads.map(({ memberId, name }) => [memberId, name]))
  console.log(`# ${title}\n\n${rationale}\n`)
  printTable(
    ['START', 'END', 'WHO', 'ESTIMATE', 'CRITICAL', 'TASK'],
    schedule.tasks.map((one) => [
      ...[one.startDate ?? '–', one.endDate ?? '–', names.get(one.assigneeId ?? '') ?? '–'],
      ...[`${one.estimate} ${schedule.unit}, ${one.estimateBasis}`, one.critical ? 'yes' : '', one.title],
    ]),
    'No tasks.',
  )
  for (const question of questions) console.log(`\n? ${question}`)
  const sure = operations.map(({ key, confidence }) => `${key} ${inPercent(confidence)}`).join(', ')
  console.log(
    `\n${operations.length} ${operations.length === 1 ? 'change' : 'changes'}${operations.length > 0 ? `: ${sure}` : ''}`,
  )
  if (patchId) console.log(`Look at them: npx orchestrator patch diff ${patchId}`)
}

function toPositive(text: string): number {
  const number = Number(text)
  if (!(number > 0)) throw new InvalidArgumentError('Give a number above 0.')
  return number
}
