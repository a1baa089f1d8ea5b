import type { ModelBudget } from '../entities/model-budget.ts'

/** A budget and what of it is gone in the present period, in USD. */
export interface SpentBudget extends Pick<ModelBudget, 'limitUsd' | 'warnAt' | 'atLimit'> {
  readonly spentUsd: number
  /** What calls under way may cost at most. */
  readonly reservedUsd: number
}

export interface Verdict<B extends SpentBudget> {
  /** What the next call may cost, by the budgets that stop; never below 0. null: none of them does. */
  readonly leftUsd: number | null
  /** What it could cost if those under way cost nothing: so much may be left once they have ended. */
  readonly unspentUsd: number | null
  /** Of which the share is spent from which one warns, and not yet all. */
  readonly warned: readonly B[]
  readonly exceeded: readonly B[]
  /** Only models of the lowest grade may be asked. */
  readonly degrade: boolean
  /** The budget for which none may be asked. */
  readonly stop: B | null
}

/**
 * What budgets say of the next call. A budget is exceeded when spent ≥ limit, and warns when spent ≥ warnAt · limit; what calls under way may
 * cost is left for them, so that several at once keep to a limit too.
 */
export function judgeBudgets<B extends SpentBudget>(budgets: readonly B[]): Verdict<B> {
  const exceeded = budgets.filter(({ spentUsd, limitUsd }) => spentUsd >= limitUsd)
  const warned = budgets.filter((one) => one.spentUsd >= one.warnAt * one.limitUsd && !exceeded.includes(one))
  const stopping = budgets.filter(({ atLimit }) => atLimit === 'stop')
  const left = stopping.map(({ limitUsd, spentUsd, reservedUsd }) => Math.max(0, limitUsd - spentUsd - reservedUsd))
  const unspent = stopping.map(({ limitUsd, spentUsd }) => Math.max(0, limitUsd - spentUsd))
  return {
    ...{ warned, exceeded },
    leftUsd: left.length === 0 ? null : Math.min(...left),
    unspentUsd: unspent.length === 0 ? null : Math.min(...unspent),
    degrade: exceeded.some(({ atLimit }) => atLimit === 'degrade'),
    stop: exceeded.find(({ atLimit }) => atLimit === 'stop') ?? null,
  }
}
