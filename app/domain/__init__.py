"""The product's thinking, free of machinery: what is, what happened, what can go wrong, and the rule engine."""
