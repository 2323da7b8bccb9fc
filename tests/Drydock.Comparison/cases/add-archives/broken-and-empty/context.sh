: > empty.tar
echo 'this is text' > text.tar
