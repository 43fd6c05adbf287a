/** The path of a camera's URL without its percent signs, or null where they encode no text (`%`, `%ff`). */
export const decodedPath = ({ pathname }: URL): string | null => {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return null
  }
}
