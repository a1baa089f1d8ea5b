import type { Command } from 'commander'
import { printError } from './print-error.ts'
import { createProgram } from './program.ts'

const program = createProgram()
let called: Command | undefined
program.hook('preAction', (_program, command) => {
  called = command
})
try {
  await program.parseAsync(process.argv)
} catch (error) {
  process.exitCode = exitCodeOf(error) ?? printError(error, process.argv.includes('--json'), called)
}

// commander has printed its own message already; a call for help is no mistake.
function exitCodeOf(error: unknown): number | undefined {
  const { code, exitCode } = error as { code?: unknown; exitCode?: unknown }
  if (typeof code !== 'string' || !code.startsWith('commander.')) return undefined
  return exitCode === 0 ? 0 : 2
}
