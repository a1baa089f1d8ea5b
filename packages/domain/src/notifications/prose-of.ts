/** A text of Markdown without what stands in code: that is said to nobody. */
export const proseOf = (text: string): string => text.replace(/```[\s\S]*?(?:```|$)/g, ' ').replace(/`[^`\n]*`/g, ' ')
