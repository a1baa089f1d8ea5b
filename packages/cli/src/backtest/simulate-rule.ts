import { type BacktestReport, mergeReports } from '@orchestrator/backtest'
import { type Access, getJson } from '../api-client.ts'
import { UserError } from '../user-error.ts'
import { endProgress, tellProgress } from './print-report.ts'
import type { SimulateFlags } from './simulate-options.ts'

/** One request after the other until the log is at its end. */
export async function simulateRule(access: Access, rule: unknown, flags: SimulateFlags): Promise<BacktestReport> {
  const { since, until, answers, examples } = flags
  let report: BacktestReport | undefined
  for (let after: number | undefined; ; after = report.next ?? undefined) {
    const left = flags.limit === undefined ? 1_000 : Math.min(1_000, flags.limit - (report?.matched ?? 0))
    const body = {
      rule,
      since,
      until,
      answers,
      after,
      limit: left,
      examples: Math.max(0, examples - (report?.examples.length ?? 0)),
    }
    const part = await getJson<BacktestReport>(access, '/v1/rules/simulate', { body })
    report = report ? mergeReports(report, part) : part
    tellProgress(report.events, report.matched, null)
    if (report.next === null || (flags.limit !== undefined && report.matched >= flags.limit)) break
    if (report.next === after)
      throw new UserError(`The simulation does not get on after event ${report.next}.`, {
        hint: 'Try a shorter time, or a simpler rule.',
      })
  }
  endProgress()
  return report
}
