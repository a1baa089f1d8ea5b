import { Money } from '../entities/custom-field.ts'
import type { FieldValue } from '../entities/sync-conflict.ts'

/** Services keep no money: there it is a text such as `12.50 EUR`. */
export const moneyText = ({ amount, currency }: Money): string => `${amount} ${currency}`

/** @param now what it is here: an amount alone is of its currency */
export function readMoney(told: FieldValue, now: unknown): Money | undefined {
  const [, before, amount, after] = /^(?:([A-Z]{3}) ?)?(-?\d+(?:\.\d+)?)(?: ?([A-Z]{3}))?$/.exec(String(told)) ?? []
  const currency = before ?? after ?? Money.safeParse(now).data?.currency
  return Money.safeParse({ amount, currency }).data
}
