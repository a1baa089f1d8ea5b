import { join, relative } from 'node:path'
import { checkPlaybooks, type PlaybookProblem } from '@orchestrator/worker'
import { printJson } from '../output.ts'
import { checkTypes } from './check-types.ts'
import type { PlaybooksOf } from './find-playbooks.ts'

export interface CheckOptions {
  readonly json: boolean
  /** Whether the project's TypeScript is asked too. */
  readonly types: boolean
}

/** Checks playbooks of a folder and prints what is wrong; resolves to the exit code. */
export async function checkFolder({ folder, only }: PlaybooksOf, { json, types }: CheckOptions): Promise<number> {
  const [built, typed] = await Promise.all([checkPlaybooks({ folder, only }), types ? checkTypes(folder) : []])
  const problems = [...built.problems, ...(typed ?? []).filter(({ file }) => isOf(only, file))]
  const { playbooks, warnings } = built
  const ok = problems.length === 0
  if (json) {
    printJson({ ok, problems, warnings, playbooks, typesChecked: types && typed !== null })
    return ok ? 0 : 1
  }
  for (const problem of problems) print(folder, problem)
  for (const warning of warnings) print(folder, warning, 'warning: ')
  if (typed === null)
    console.log(
      'Types are not checked: this project has no TypeScript.\n  → Install it (npm install --save-dev typescript), or say --no-types.',
    )
  const found = `${plural(playbooks.length, 'playbook')} checked`
  const warned = warnings.length === 0 ? '' : `, ${plural(warnings.length, 'warning')}`
  console.log(ok ? `${found}: all fine${warned}.` : `\n${found}, ${plural(problems.length, 'problem')}${warned}.`)
  return ok ? 0 : 1
}

/** What has no file of its own is everybody's. */
const isOf = (only: readonly string[] | null, file: string): boolean =>
  only === null || !file.includes('/') || only.some((one) => file.startsWith(`${one}/`))

function print(folder: string, { file, line, column, rule, message, hint }: PlaybookProblem, kind = ''): void {
  const path = relative(process.cwd(), join(folder, file))
  console.log(`${path}:${line}:${column}  ${kind}${message}  [${rule}]\n  → ${hint}`)
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
