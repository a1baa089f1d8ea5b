import type { Command } from 'commander'
import { inFlags } from './in-flags.ts'
import { UserError } from './user-error.ts'

/**
 * Says what went wrong: one sentence and what to do when we know, the stack when we do not. Returns the exit code.
 * @param command the one that was called: people are told of its flags, programs of the API's fields
 */
export function printError(error: unknown, json = false, command?: Command): number {
  if (!(error instanceof UserError)) {
    console.error(json ? JSON.stringify({ error: { message: String(error) } }) : error)
    return 1
  }
  if (json) console.error(JSON.stringify({ error: { code: error.code, message: error.message, hint: error.hint } }))
  else
    console.error(
      `\n${command ? inFlags(error.message, error.fields, command) : error.message}${error.hint ? `\n→ ${error.hint}` : ''}`,
    )
  return error.exitCode
}
