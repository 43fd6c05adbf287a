import { onCleanup, onMount, type ParentProps } from 'solid-js'
import './dialog.css'

let count = 0

/**
 * A modal on the browser's own `<dialog>`: focus stays inside, the rest is inert, Escape answers `onDismiss`.
 * Mount it to open it.
 */
export const Dialog = (
  props: ParentProps<{
    readonly title: string
    readonly onDismiss?: () => void
    readonly look?: 'card' | 'full'
    readonly isUrgent?: boolean
    readonly name: string
  }>,
) => {
  let element: HTMLDialogElement | undefined
  let title: HTMLHeadingElement | undefined
  count += 1
  const titleId = `dialog-title-${count}`
  onMount(() => {
    element?.showModal()
    // Not on the first control by chance: on the one that asks for it, else on what the dialog says.
    if (element?.querySelector('[autofocus]') === null) title?.focus()
  })
  onCleanup(() => element?.close())
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click on the backdrop doubles Escape, which <dialog> has itself
    <dialog
      ref={element}
      class="dialog"
      data-look={props.look ?? 'card'}
      data-dialog={props.name}
      role={props.isUrgent ? 'alertdialog' : 'dialog'}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        props.onDismiss?.()
      }}
      onClick={(event) => {
        if (event.target === element) props.onDismiss?.()
      }}
    >
      <div class="dialog-body">
        <h2 class="dialog-title" id={titleId} ref={title} tabindex="-1">
          {props.title}
        </h2>
        {props.children}
      </div>
    </dialog>
  )
}
