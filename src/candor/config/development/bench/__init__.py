"""`candor bench`: how fast Candor is, beside the least that its pages could cost: docs/reference/performance.md."""
