/** Text that models wrote, without what a terminal obeys but ends of lines and tabs. */
export const plain = (text: string): string => text.replaceAll(/[^\P{Cc}\n\t]|\p{Bidi_Control}/gu, '\ufffd')
