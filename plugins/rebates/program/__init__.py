"""The kind of policy a rebate program is: its document, how it is made ready, what is wrong with it."""
