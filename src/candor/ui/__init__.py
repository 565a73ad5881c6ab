"""The look: tokens, components, layouts, icons and formatting. No business."""
