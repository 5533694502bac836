"""Money asked back: proof compared, receipts converted, claims decided and paid."""
