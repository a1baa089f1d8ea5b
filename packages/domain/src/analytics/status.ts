import * as z from 'zod'
import type { Forecast } from './forecast.ts'
import type { HealthRisk } from './risk.ts'

export const HealthStatus = z.enum(['on_track', 'at_risk', 'off_track', 'unknown'])
export type HealthStatus = z.infer<typeof HealthStatus>

/** The status and the rule that decided it. */
interface Verdict {
  readonly status: HealthStatus
  readonly rule: string
}

/** The first rule that holds decides. The rules are Orchestrator's own. */
export function verdict(
  scope: number,
  open: number,
  risks: readonly HealthRisk[],
  forecast: Pick<Forecast, 'p50'>,
): Verdict {
  const count = (severity: HealthRisk['severity']) => risks.filter((one) => one.severity === severity).length
  const lateBeyondDoubt = risks.some(
    ({ code, severity }) => severity === 'high' && (code === 'target_missed' || code === 'forecast_late'),
  )
  if (scope === 0) return { status: 'unknown', rule: 'there is no task in the scope' }
  if (open === 0) return { status: 'on_track', rule: 'all of the scope is done' }
  if (lateBeyondDoubt)
    return { status: 'off_track', rule: 'the target day is missed, or P50 of the forecast is after it' }
  if (count('high') >= 3) return { status: 'off_track', rule: 'three risks or more are high' }
  if (count('high') > 0) return { status: 'at_risk', rule: 'a risk is high' }
  if (count('medium') >= 2) return { status: 'at_risk', rule: 'two risks or more are medium' }
  if (risks.some(({ code }) => code === 'forecast_late'))
    return { status: 'at_risk', rule: 'P85 of the forecast is after the target day' }
  if (forecast.p50 === null) return { status: 'unknown', rule: 'no forecast can be given, and no risk decides' }
  return {
    status: 'on_track',
    rule: 'no risk is high, one at most is medium, and the forecast meets the target day if there is one',
  }
}
