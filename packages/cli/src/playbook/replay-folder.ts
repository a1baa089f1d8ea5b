import { checkPlaybooks, type RecordedRun, type Replayed, replayRuns } from '@orchestrator/worker'
import { printJson } from '../output.ts'
import { UserError } from '../user-error.ts'
import type { PlaybooksOf } from './find-playbooks.ts'
import { type HistoryAccess, readRecordedRuns, runsToReplay } from './recorded-runs.ts'

/** Replays recorded runs on the folder's code and says where they part; resolves to the exit code. */
export async function replayFolder(
  { folder, only }: PlaybooksOf,
  from: { histories: string } | HistoryAccess,
  json: boolean,
): Promise<number> {
  const { ok, playbooks } = await checkPlaybooks({ folder, only })
  if (!ok) throw new UserError('The folder is not right, so nothing is replayed on it.')
  const runs: RecordedRun[] = []
  if ('histories' in from) runs.push(...(await readRecordedRuns(from.histories)))
  else for (const { id } of playbooks) runs.push(...(await runsToReplay(from, id)))
  const replayed = await replayRuns({ folder, runs })
  const bad = replayed.filter((one) => !one.ok)
  if (json) printJson({ ok: bad.length === 0, replayed })
  else {
    for (const one of bad) console.log(inWords(one))
    const fine = replayed.length - bad.length
    console.log(
      replayed.length === 0
        ? 'No recorded run of these playbooks was found, so there is nothing to replay.'
        : `${fine} of ${replayed.length} recorded runs go on with this code.`,
    )
  }
  return bad.length === 0 ? 0 : 1
}

function inWords({ playbook, run, parting, problem }: Replayed): string {
  const head = `${playbook}  run ${run}`
  if (parting === null) return `${head}\n  cannot go on with this code: ${problem}`
  const { step, recorded, now } = parting
  const was = recorded === null ? 'the run had ended' : `recorded is: ${recorded}`
  const is = now === null ? 'this code ends here, or waits for something else' : `this code does: ${now}`
  return `${head}\n  parts at step ${step + 1}; ${was}; ${is}\n  → Keep the order of steps for runs that began before, or deploy as it is: they finish on the code they began with.`
}
