import { wilsonLimit } from '../../statistics/wilson-limit.ts'

/** The lower limit of the share of which `yes` of `all` were seen, at 95 % on this one side. */
export const leastShare = (yes: number, all: number): number => wilsonLimit(yes, all, 1.645)
