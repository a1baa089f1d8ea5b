import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { checkPlaybooks } from '@orchestrator/worker'
import { printJson } from '../output.ts'
import { UserError } from '../user-error.ts'

/** Checks all playbooks of a folder and prints what is wrong; resolves to the exit code. */
export async function checkFolder(folder: string, json: boolean): Promise<number> {
  if (!existsSync(folder)) throw new UserError(`There is no folder ${folder}.`, { exitCode: 2 })
  const result = await checkPlaybooks({ folder })
  if (json) {
    printJson(result)
    return result.ok ? 0 : 1
  }
  for (const { file, line, column, rule, message, hint } of result.problems) {
    console.log(`${relative(process.cwd(), join(folder, file))}:${line}:${column}  ${message}  [${rule}]\n  → ${hint}`)
  }
  const count = result.playbooks.length
  const found = `${count} playbook${count === 1 ? '' : 's'} checked`
  console.log(
    result.ok
      ? `${found}: all fine.`
      : `\n${found}, ${result.problems.length} problem${result.problems.length === 1 ? '' : 's'}.`,
  )
  return result.ok ? 0 : 1
}
