/**
 * The lower end of the interval of a share of which `hits` of `all` were seen: how sure they make one, so that 4 of 4 say less than 40 of
 * 40. 0 for nothing at all.
 * Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927, equation 7.
 * @param z the quantile of the normal distribution: 1.96 for 95 % between both ends, 1.645 for 95 % above the lower one
 */
export function wilsonLimit(hits: number, all: number, z: number): number {
  if (all === 0) return 0
  const share = hits / all
  const middle = share + (z * z) / (2 * all)
  const spread = z * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all))
  return Math.max(0, (middle - spread) / (1 + (z * z) / all))
}
