"""Rules as code: cost, security and reliability, run offline and by the real engine."""
