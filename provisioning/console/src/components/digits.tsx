/** Six digits in two groups, large enough to compare across a counter. */
export const Digits = (props: { code: string }) => (
  <p class="digits" role="img" aria-label={[...props.code].join(' ')}>
    <span aria-hidden="true">{props.code.slice(0, 3)}</span>
    <span aria-hidden="true">{props.code.slice(3)}</span>
  </p>
)
