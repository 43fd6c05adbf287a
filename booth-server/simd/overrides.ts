/** What overrides the model's opacity in a cell; none where it stands for now. */
export const NONE: u8 = 0
export const FOREGROUND: u8 = 1
/** The model's opacity stands, whatever is decided around it. */
export const MODEL: u8 = 2
export const BACKGROUND: u8 = 3
