import { Command } from 'commander'
import { addUp } from './commands/up.ts'

/** The `orchestrator` command with everything it can do. */
export function createProgram(): Command {
  const program = new Command('orchestrator')
    .description('A platform on which a team’s projects run themselves.')
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
  addUp(program)
  return program
}
