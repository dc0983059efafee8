"""The steps of an award, in three parts; ``funding.workflow.award`` makes one table of them."""
