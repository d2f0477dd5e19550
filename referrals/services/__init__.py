"""What people do: one public function is one act in one transaction, and no file knows another."""
