"""The REST door for the staff's systems, under `/api/v1`: orders, catalogue, stock, carts, customers. By key and scope."""
