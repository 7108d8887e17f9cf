"""The figures: what is measured, beside the peers, with floors."""
